"""Dossiers (hồ sơ): drafts, submission, life by the official states, due dates, papers, results, history."""
