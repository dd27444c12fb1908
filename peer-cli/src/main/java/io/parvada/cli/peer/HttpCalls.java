package io.parvada.cli.peer;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** What a failed HTTP call means, as a sentence with what to look at. */
public final class HttpCalls {

    private static final int PROBLEM_BYTES = 1 << 20;

    private HttpCalls() {}

    /** What an answer other than 2xx means: the peer's own problem document, else its status. */
    public static PeerException refusal(int status, byte[] body, URI uri) {
        return RemoteProblem.of(status, body, URI.create(uri.getScheme() + "://" + uri.getAuthority()));
    }

    /** For a body that is not what was asked for, such as a problem document. */
    public static BodySubscriber<byte[]> smallBody() {
        return LimitedBody.upTo(PROBLEM_BYTES).apply(null);
    }

    /** PEER_UNREACHABLE or DEADLINE_EXCEEDED, for any failure of the JDK's two clients. */
    public static PeerException failure(Throwable failure, URI uri) {
        String where = uri.getScheme() + "://" + uri.getAuthority();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            // The JDK's client wraps what a body's receiver throws.
            if (cause instanceof PeerException known) {
                return known;
            }
        }
        if (failure instanceof HttpConnectTimeoutException || isConnectTimeout(failure)) {
            return unreachable(
                    where + " did not accept a connection within " + AskedPeer.CONNECT_TIMEOUT.toSeconds()
                            + " s; is the address right, and does the firewall or security group let the port in?",
                    failure);
        }
        if (failure instanceof HttpTimeoutException || failure instanceof SocketTimeoutException) {
            return new PeerException(Reason.DEADLINE_EXCEEDED, where + " did not answer in time", failure);
        }
        boolean unknownHost =
                failure instanceof UnknownHostException || failure.getCause() instanceof UnresolvedAddressException;
        if (failure instanceof ConnectException || unknownHost) {
            return unreachable(
                    unknownHost
                            ? "the host '" + uri.getHost() + "' is not known here; is the name right?"
                            : "no peer answers at " + where
                                    + " (connection refused); is it running, and is this its REST port?",
                    failure);
        }
        if (failure instanceof SSLException) {
            return unreachable(
                    where + " shows no certificate for this name that is trusted here (" + failure.getMessage()
                            + "); is it the right peer, and --ca the CA of its certificate?",
                    failure);
        }
        if (failure instanceof IOException) {
            return unreachable("the connection to " + where + " broke (" + failure.getMessage() + ")", failure);
        }
        return new PeerException(Reason.INTERNAL, "asking " + where + " failed: " + failure, failure);
    }

    // The older client has one exception for both timeouts, and tells them apart by their text alone.
    private static boolean isConnectTimeout(Throwable failure) {
        return failure instanceof SocketTimeoutException
                && failure.getMessage() != null
                && failure.getMessage().toLowerCase(Locale.ROOT).startsWith("connect");
    }

    private static PeerException unreachable(String detail, Throwable cause) {
        return new PeerException(Reason.PEER_UNREACHABLE, detail, cause);
    }
}
