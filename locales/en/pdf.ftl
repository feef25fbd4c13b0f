# Papers (PDF), whatever they are about.

pdf-page = Page { $page } of { $pages }
pdf-lacking-letters = Some letters cannot be printed here and are shown as “?”. The page and the files for a machine show them.
