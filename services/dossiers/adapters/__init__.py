"""What dossiers asks of others: a scanner of files for malware, with the sandbox's twin."""
