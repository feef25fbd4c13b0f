-- What something under way needs is erased when it is over: the day on which the person is told that it is not.
ALTER TABLE erasures ADD COLUMN review_on TEXT;
