package io.parvada.cli.http;

import io.parvada.cli.output.Progress;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.FileNotFoundException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.Flow;

/** A file as a request body, streamed, its progress told as the client takes the bytes. */
public final class SentBody implements BodyPublisher {

    private final BodyPublisher file;
    private final Progress progress;

    /** @throws PeerException FILE_NOT_FOUND */
    public SentBody(Path file, Progress progress) {
        try {
            this.file = BodyPublishers.ofFile(file);
        } catch (FileNotFoundException e) {
            throw new PeerException(Reason.FILE_NOT_FOUND, "there is no file " + file + " here", e);
        }
        this.progress = progress;
    }

    @Override
    public long contentLength() {
        return file.contentLength();
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> client) {
        file.subscribe(new Counting(client));
    }

    private final class Counting implements Flow.Subscriber<ByteBuffer> {

        private final Flow.Subscriber<? super ByteBuffer> client;
        private long sent;

        Counting(Flow.Subscriber<? super ByteBuffer> client) {
            this.client = client;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            client.onSubscribe(subscription);
        }

        @Override
        public void onNext(ByteBuffer bytes) {
            sent += bytes.remaining();
            progress.update(sent, contentLength());
            client.onNext(bytes);
        }

        @Override
        public void onError(Throwable failure) {
            client.onError(failure);
        }

        @Override
        public void onComplete() {
            client.onComplete();
        }
    }
}
