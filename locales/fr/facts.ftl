# Mes données : informations, corrections.
fact-yes = oui
fact-no = non
fact-bytes = un fichier de { $size } octets
language-en = anglais
language-fr = français
