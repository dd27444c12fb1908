package io.parvada.cli.http;

import io.parvada.transfer.error.PeerException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** A body of which nothing is wanted, as its headers told: the connection is given up before a byte of it is read. */
final class RefusedBody implements BodySubscriber<byte[]> {

    private final CompletableFuture<byte[]> end;

    RefusedBody(PeerException why) {
        this.end = CompletableFuture.failedFuture(why);
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return end;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.cancel();
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {}

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onComplete() {}
}
