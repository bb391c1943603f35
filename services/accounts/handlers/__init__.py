"""One function for each command and query of accounts: asks the policy and the domain, stores, emits."""
