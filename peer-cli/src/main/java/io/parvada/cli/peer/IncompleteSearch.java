package io.parvada.cli.peer;

/** The cause of a FILE_NOT_FOUND when some peers could not be asked: the file may still be out there. */
public final class IncompleteSearch extends Exception {

    /** @param missed whom the search did not reach, for a person */
    public IncompleteSearch(String missed) {
        super(missed, null, false, false);
    }
}
