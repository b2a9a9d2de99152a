"""A site's own pages as articles: what its sitemap lists, asked for politely and within bounds."""
