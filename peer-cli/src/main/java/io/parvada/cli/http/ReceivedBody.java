package io.parvada.cli.http;

import io.parvada.cli.local.HttpPart;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;

/** A body that goes to the part file as it comes, one buffer list at a time: a slow disk slows the sender. */
final class ReceivedBody implements BodySubscriber<byte[]> {

    private final HttpPart part;
    private final AtomicLong received;
    private final CompletableFuture<byte[]> end = new CompletableFuture<>();
    private Flow.Subscription subscription;

    /** @param received counts up with every byte written */
    ReceivedBody(HttpPart part, AtomicLong received) {
        this.part = part;
        this.received = received;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return end;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        this.subscription = subscription;
        subscription.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        try {
            for (ByteBuffer buffer : buffers) {
                int bytes = buffer.remaining();
                part.append(buffer);
                received.addAndGet(bytes);
            }
            subscription.request(1);
        } catch (RuntimeException e) {
            subscription.cancel();
            end.completeExceptionally(e);
        }
    }

    @Override
    public void onError(Throwable failure) {
        end.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        end.complete(new byte[0]);
    }
}
