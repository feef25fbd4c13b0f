# The overview (A1): what is to be seen to today.

risks-nav = Overview
risks-title = What is to be seen to today
risks-lead = What the portal knows to be wrong, and where it is put right. The sources are compared each night.
risks-go = See to it
risks-now = Now
risks-soon = Soon
risks-fine = In order
risks-none = Nothing is to be seen to
risks-none-text = Every source is as declared, every column has its reason, and nothing waits for anybody.
risks-in-order = In order
risks-more = { $count ->
    [one] and { $count } more
   *[other] and { $count } more
}
risks-coverage = Columns with a reason
risks-coverage-text = { $percent } % explained: { $explained } of { $columns } columns of all sources.
risks-coverage-none = No column was counted yet.
risks-coverage-unknown = { $count ->
    [one] { $count } source was not compared yet.
   *[other] { $count } sources were not compared yet.
}
risks-unexplained = It holds what no source file explains: nobody is shown it, and nobody is rid of it.
risks-differs = It differs from its source file.
risks-late = Late requests
risks-late-count = { $count ->
    [0] No request is late.
    [one] { $count } request is late.
   *[other] { $count } requests are late.
}
risks-breaches = Breaches to decide
risks-breaches-count = { $count ->
    [0] No entry of the register waits for a decision.
    [one] { $count } entry of the register waits for a decision.
   *[other] { $count } entries of the register wait for a decision.
}
risks-reviews = Review of the record
risks-reviews-count = { $count ->
    [0] Nothing is past its day of review.
    [one] { $count } entry is past its day of review.
   *[other] { $count } entries are past their day of review.
}
risks-waiting = Versions of the record
risks-waiting-count = { $count ->
    [0] No version waits for a second person.
    [one] { $count } version waits for a second person.
   *[other] { $count } versions wait for a second person.
}
risks-tasks = Tasks of the machinery
risks-tasks-count = { $count ->
    [0] No task is open.
    [one] { $count } task is open.
   *[other] { $count } tasks are open.
}
