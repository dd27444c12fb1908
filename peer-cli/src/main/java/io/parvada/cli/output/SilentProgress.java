package io.parvada.cli.output;

/** For a program that reads the result: what stays is said, how far it is is not. */
record SilentProgress(Console console) implements Progress {

    @Override
    public void update(long doneBytes, long totalBytes) {}

    @Override
    public void note(String sentence) {
        console.note(sentence);
    }

    @Override
    public void close() {}
}
