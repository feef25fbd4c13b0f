# When an answer is due, and why.

# To the person: one sentence.
deadline-same-day = We received your request on { $received } and the law gives us { $span }, so we must answer by { $due }.
deadline-short-month = We received your request on { $received } and the law gives us { $span }; that month is shorter, so we must answer by its last day, { $due }.
deadline-rolled = We received your request on { $received } and the law gives us { $span }, until { $raw }; { $skipped }, so we must answer by the next working day, { $due }.
deadline-short-month-rolled = We received your request on { $received } and the law gives us { $span }; that month is shorter and ends on { $raw }; { $skipped }, so we must answer by the next working day, { $due }.
# The same to colleagues.
deadline-desk-same-day = It was received on { $received } and the law gives { $span }, so the answer is due by { $due }.
deadline-desk-short-month = It was received on { $received } and the law gives { $span }; that month is shorter, so the answer is due by its last day, { $due }.
deadline-desk-rolled = It was received on { $received } and the law gives { $span }, until { $raw }; { $skipped }, so the answer is due by the next working day, { $due }.
deadline-desk-short-month-rolled = It was received on { $received } and the law gives { $span }; that month is shorter and ends on { $raw }; { $skipped }, so the answer is due by the next working day, { $due }.

# What a question did, to both.
deadline-paused = We asked a question on { $asked } and had the answer on { $answered }: counting these { $days }, the answer is due by { $due }; without them, by { $without }.
deadline-paused-stopped = We had what we needed on { $answered }, so the law counts { $days } more and the answer is due by { $due }.
deadline-paused-late = We asked a question only on { $asked }, so the date stays { $due }.
deadline-paused-never = This law does not stop for questions, so the date stays { $due }.
deadline-paused-open = We asked a question on { $asked }; without an answer the date stays { $due }.

# The steps of the count.
clock-received = Received on { $received }.
clock-acknowledgement = Confirm that it arrived by { $due }.
clock-opt-out = An opt-out takes effect by { $due }.
clock-same-day = { $span } from { $received }: { $due }.
clock-short-month = { $span } from { $received }: the month is shorter, so its last day, { $due }.
clock-rolled = { $span } from { $received }: { $raw }; { $skipped }; the next working day is { $due }.
clock-short-month-rolled = { $span } from { $received }: the month is shorter and ends on { $raw }; { $skipped }; the next working day is { $due }.
clock-extension-same-day = If extended, with its reasons, within the first term: { $span } from { $received }, { $due }.
clock-extension-short-month = If extended, with its reasons, within the first term: { $span } from { $received }; the month is shorter, so its last day, { $due }.
clock-extension-rolled = If extended, with its reasons, within the first term: { $span } from { $received }, { $raw }; { $skipped }; the next working day is { $due }.
clock-extension-short-month-rolled = If extended, with its reasons, within the first term: { $span } from { $received }; the month is shorter and ends on { $raw }; { $skipped }; the next working day is { $due }.
clock-saturday = { $date } is a Saturday
clock-sunday = { $date } is a Sunday
clock-holiday = { $date } is a public holiday ({ $holiday })
clock-and = { $some } and { $last }
span-months = { $count ->
    [one] one month
    [2] two months
    [3] three months
   *[other] { $count } months
}
span-days = { $count ->
    [one] one day
   *[other] { $count } days
}
span-working-days = { $count ->
    [one] one working day
   *[other] { $count } working days
}

# Public holidays.
holiday-abolition-of-slavery = Abolition of slavery
holiday-all-saints = All Saints’ Day
holiday-all-souls = All Souls’ Day
holiday-armistice = Armistice Day
holiday-ascension = Ascension Day
holiday-assumption = Assumption
holiday-august-holiday = August bank holiday
holiday-battle-of-the-boyne = Battle of the Boyne
holiday-berchtold = Saint Berchtold’s Day
holiday-black-awareness-day = Black Awareness Day
holiday-boxing-day = Boxing Day
holiday-canada-day = Canada Day
holiday-childrens-day = Children’s Day
holiday-christmas = Christmas Day
holiday-christmas-eve = Christmas Eve
holiday-clean-monday = Clean Monday
holiday-columbus-day = Columbus Day
holiday-commerce-day = Commerce Day
holiday-constitution-day = Constitution Day
holiday-coronation = Coronation
holiday-corpus-christi = Corpus Christi
holiday-culture-day = Culture Day
holiday-cyril-and-methodius = Saints Cyril and Methodius
holiday-day-of-remembrance = Day of remembrance
holiday-easter-monday = Easter Monday
holiday-easter-sunday = Easter Sunday
holiday-education-day = Education and Culture Day
holiday-epiphany = Epiphany
holiday-europe-day = Europe Day
holiday-federal-fast = Monday after the Federal Fast
holiday-first-day-of-summer = First day of summer
holiday-freedom-day = Freedom Day
holiday-geneva-fast = Geneva Fast
holiday-good-friday = Good Friday
holiday-holy-saturday = Holy Saturday
holiday-ice-hockey-day = Ice hockey medal day
holiday-immaculate-conception = Immaculate Conception
holiday-independence-day = Independence Day
holiday-jan-hus = Jan Hus Day
holiday-jubilee = Platinum Jubilee
holiday-june-holiday = June bank holiday
holiday-juneteenth = Juneteenth
holiday-jura-independence = Jura plebiscite
holiday-kings-day = King’s Day
holiday-labour-day = Labour Day
holiday-liberation-day = Liberation Day
holiday-martin-luther-king = Martin Luther King Day
holiday-maundy-thursday = Maundy Thursday
holiday-may-holiday = Early May bank holiday
holiday-memorial-day = Memorial Day
holiday-midsummer = Midsummer Day
holiday-national-day = National Day
holiday-nativity-of-mary = Nativity of Mary
holiday-new-year = New Year’s Day
holiday-new-year-eve = New Year’s Eve
holiday-ochi-day = Ochi Day
holiday-october-holiday = October bank holiday
holiday-our-lady-aparecida = Our Lady of Aparecida
holiday-our-lady-of-sorrows = Our Lady of Sorrows
holiday-patriots-day = National Patriots’ Day
holiday-prayer-day = Great Prayer Day
holiday-presidents-day = Presidents’ Day
holiday-reformation-day = Reformation Day
holiday-remembrance-day = Remembrance Day
holiday-repentance-day = Day of Repentance and Prayer
holiday-republic-day = Republic Day
holiday-resistance-day = Resistance Day
holiday-restoration-day = Restoration of the Republic
holiday-revolution-day = Revolution Day
holiday-saint-andrew = Saint Andrew’s Day
holiday-saint-brigid = Saint Brigid’s Day
holiday-saint-francis = Saint Francis’ Day
holiday-saint-george = Saint George’s Day
holiday-saint-john = Saint John’s Day
holiday-saint-john-eve = Saint John’s Eve
holiday-saint-joseph = Saint Joseph’s Day
holiday-saint-nicholas-of-flue = Saint Nicholas of Flüe
holiday-saint-patrick = Saint Patrick’s Day
holiday-saint-paul = Shipwreck of Saint Paul
holiday-saint-stephen = Saint Stephen’s Day
holiday-saints-peter-and-paul = Saints Peter and Paul
holiday-second-christmas = 26 December
holiday-second-new-year = 2 January
holiday-sette-giugno = Sette Giugno
holiday-solidarity-day = Solidarity Day
holiday-song-festival = Song and Dance Celebration
holiday-spring-holiday = Spring bank holiday
holiday-state-funeral = State funeral of Queen Elizabeth II
holiday-statehood-day = Statehood Day
holiday-thanksgiving = Thanksgiving
holiday-tiradentes = Tiradentes Day
holiday-unification-day = Unification Day
holiday-unity-day = Unity Day
holiday-uprising-day = Uprising Day
holiday-victory-1945 = Victory of 1945
holiday-victory-day = Victory Day
holiday-whit-monday = Whit Monday
holiday-whit-sunday = Whit Sunday
holiday-womens-day = Women’s Day
holiday-world-cup-day = World Cup bank holiday
