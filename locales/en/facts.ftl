# My data: facts, corrections.
fact-yes = yes
fact-no = no
fact-bytes = a file of { $size } bytes
language-en = English
language-fr = French
