"""Pages of audits, each one file that fetches nothing: of rulebooks, of two compared, and of one in plain words."""
