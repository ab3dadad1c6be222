"""市長への手紙: from anybody, by any way; answered, or not answered on one of a published list of grounds."""
