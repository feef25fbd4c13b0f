# Files that people add to what they ask for.

file-add = Files
file-add-now = Add these files
file-hint = PDF, JPEG, PNG or plain text, { $size } MB each, { $count } files at most. We take out of pictures where and with what they were made. We never need an identity document here.
file-list = Files added
file-keep-hint = Untick a file to leave it out.
file-case-hint = Every opening is logged and the person sees it. Nothing was scanned for malware.
file-open = Open { $name }
file-refused-empty = “{ $name }” is empty. Choose another file.
file-refused-large = “{ $name }” is larger than { $size } MB. Choose a smaller file.
file-refused-many = “{ $name }” was not added: { $count } files is the most. Leave one out first.
file-refused-kind = “{ $name }” is of a kind we cannot take. Send a PDF, a JPEG or PNG picture, or plain text in UTF-8.
file-refused-damaged = “{ $name }” is damaged or not whole. Save it again, then choose it again.
