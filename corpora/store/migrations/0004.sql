-- From version 3 to 4: what a person did last, and whether it is undone, without a look at all.

CREATE INDEX decision_undoes ON decision (undoes) WHERE undoes IS NOT NULL;
CREATE INDEX decision_who ON decision (who, id);
