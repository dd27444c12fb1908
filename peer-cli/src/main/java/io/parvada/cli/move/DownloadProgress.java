package io.parvada.cli.move;

import io.parvada.cli.output.Progress;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.fetch.DownloadListener;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A download's events, for a person: each sentence once. */
final class DownloadProgress implements DownloadListener {

    private final Progress progress;
    private final Map<String, String> said = new ConcurrentHashMap<>();

    DownloadProgress(Progress progress) {
        this.progress = progress;
    }

    @Override
    public void progress(long provenBytes, long totalBytes) {
        progress.update(provenBytes, totalBytes);
    }

    @Override
    public void holderLost(String holder, PeerException why) {
        say(holder, "lost " + holder + ": " + why.detail());
    }

    @Override
    public void holderJoined(String holder) {
        say(holder, "found " + holder);
    }

    @Override
    public void waiting(String holder, PeerException why) {
        say(holder, "waiting for " + holder + ": " + why.detail());
    }

    private void say(String holder, String sentence) {
        if (!sentence.equals(said.put(holder, sentence))) {
            progress.note(sentence);
        }
    }
}
