package io.parvada.cli.move;

import io.parvada.cli.output.Console;
import io.parvada.cli.output.Progress;
import io.parvada.transfer.push.Push;

/** An upload's two parts, hashing and sending, each with its own progress. */
final class PushProgress implements Push.Listener, AutoCloseable {

    private final Console console;
    private final String name;
    private Progress current; // guarded by this
    private boolean sending; // guarded by this

    PushProgress(Console console, String name) {
        this.console = console;
        this.name = name;
    }

    @Override
    public synchronized void hashing(long doneBytes, long totalBytes) {
        if (current == null) {
            current = console.progress("hashing " + name);
        }
        current.update(doneBytes, totalBytes);
    }

    @Override
    public synchronized void sending(long doneBytes, long totalBytes) {
        if (!sending) {
            close();
            sending = true;
            current = console.progress("sending " + name);
        }
        current.update(doneBytes, totalBytes);
    }

    @Override
    public synchronized void retrying(String why) {
        if (current == null) {
            console.note(why);
        } else {
            current.note(why);
        }
    }

    @Override
    public synchronized void close() {
        if (current != null) {
            current.close();
            current = null;
        }
    }
}
