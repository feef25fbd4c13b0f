# The sources (A5): whether each answers, what is new in it, how much of it is explained.

sources-nav = Sources
sources-title = Sources
sources-lead = The databases, files and systems that hold personal data, each held against its source file every night. What the file does not explain is shown to nobody and erased for nobody.
sources-compare = Compare now
sources-compared = The sources were compared. What was found stands below.
sources-fits = As declared
sources-differs = Differs
sources-troubled = Cannot be compared
sources-never = Not compared yet
sources-never-text = It is compared in the coming hour, or at once with the button above.
sources-kind-sqlite = SQLite file
sources-kind-postgres = PostgreSQL
sources-kind-mysql = MariaDB or MySQL
sources-kind-files = Files in a folder
sources-kind-http = System over HTTP
sources-kind-manual = Looked into by hand
sources-by-hand = By a colleague
sources-by-hand-text = No program can compare it. Whoever is responsible for it gets a task when a person asks for a copy, a correction or a deletion.
sources-trouble-down = It does not answer: it is stopped, its address or password is wrong, or a firewall is in between.
sources-trouble-busy = It is busy with something else.
sources-trouble-forbidden = The portal’s account may not look at its tables.
sources-trouble-failed = It answers, but not as expected.
sources-asked = Asked on { $at }. It is asked again every hour; what stands below is from before.
sources-detail = What it said
sources-coverage = { $columns ->
    [one] { $percent } % explained: { $explained } of { $columns } column
   *[other] { $percent } % explained: { $explained } of { $columns } columns
 }
sources-no-columns = The portal’s account sees no table in it.
sources-compared-at = Last compared on { $at }
sources-new = New, and nothing explains it
sources-gone = Declared, and no longer there
sources-type = The type changed: the declared kind fits no more
sources-rule = Another rule of the database does not fit
sources-cure = Mend it in { $file }, start the portal again, then compare. The task closes by itself.
sources-lines = What is wrong, and how to mend it
sources-definition = How the share is counted
sources-definition-text = Of all columns in all tables and views that the portal’s account sees, those that the source file explains: they have a category of the record, or are left out with a reason, alone or with their whole table. It is rounded down, so that only a whole is 100 %.
sources-none = No source is declared
sources-none-text = The portal shows and erases what its sources hold. Name the first database in a file of the folder of sources, then let the portal write a first description:
