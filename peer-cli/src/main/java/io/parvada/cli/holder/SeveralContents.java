package io.parvada.cli.holder;

/** The cause of an INVALID_REQUEST when one name stands for several contents and the user has to say which. */
public final class SeveralContents extends Exception {

    public SeveralContents(String detail) {
        super(detail, null, false, false);
    }
}
