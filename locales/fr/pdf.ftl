# Documents (PDF), quel que soit leur sujet.

pdf-page = Page { $page } sur { $pages }
pdf-lacking-letters = Certaines lettres ne peuvent pas être imprimées ici et sont remplacées par « ? ». La page et les fichiers pour une machine les montrent.
