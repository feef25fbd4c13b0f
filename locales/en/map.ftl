# The data map (A3): fields, purposes, recipients, ends.

map-title = Data map
map-lead = Every field of the sources that holds something of people, with what the record says of it. What it does not say, nobody can be told.
map-field = Field
map-category = Category
map-purposes = What for
map-recipients = Who receives it
map-until = Until when
map-gaps = The record does not say everything yet
map-unread = This version holds mistakes and cannot be read. Mend them first.
map-whole = { $count ->
    [one] { $count } field, and the record says all of it
   *[other] { $count } fields, and the record says all of each
}
map-whole-text = Each has a category, a purpose and an end.
map-gap-category = No such category
map-gap-purpose = No purpose
map-gap-rule = No such rule
map-gap-end = No end
map-gap-category-count = { $count ->
    [one] { $count } field has a category that this version does not know:
   *[other] { $count } fields have a category that this version does not know:
}
map-gap-purpose-count = { $count ->
    [one] { $count } field has no purpose:
   *[other] { $count } fields have no purpose:
}
map-gap-rule-count = { $count ->
    [one] { $count } field names a rule of retention that this version does not know:
   *[other] { $count } fields name a rule of retention that this version does not know:
}
map-gap-end-count = { $count ->
    [one] { $count } field has no end: people read “not set”.
   *[other] { $count } fields have no end: people read “not set”.
}
map-gap-consent-count = { $count ->
    [one] { $count } consent of the sources has no activity:
   *[other] { $count } consents of the sources have no activity:
}
map-go-on = Go on to the version
