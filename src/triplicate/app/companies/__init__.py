"""Companies and customers: importing their documents, finding and listing them."""
