package io.parvada.peer.http;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.catalina.AccessLog;
import org.apache.catalina.Globals;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line for each call, what Tomcat refuses included, when its answer is out. Stands outermost, so that it also sets
 * the header that tells who answers. Successful probes, of which every neighbour sends one a second, are at DEBUG.
 */
final class CallLog extends ValveBase implements AccessLog {

    /** Response header of every answer: the id of the peer that answered. */
    static final String PEER_ID_HEADER = "Parvada-Peer-Id";

    private static final Logger log = LoggerFactory.getLogger("parvada.calls");

    private static final Set<String> PROBES = Set.of("/identity", "/status", "/probe");

    private final transient Supplier<String> peerId;

    CallLog(Supplier<String> peerId) {
        super(true);
        this.peerId = peerId;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        response.setHeader(PEER_ID_HEADER, peerId.get());
        response.setHeader("X-Content-Type-Options", "nosniff");
        getNext().invoke(request, response);
    }

    @Override
    public void log(Request request, Response response, long nanos) {
        int status = response.getStatus();
        boolean probe = status < 400 && isProbe(request);
        if (probe ? !log.isDebugEnabled() : !log.isInfoEnabled()) {
            return;
        }
        Object reason = request.getAttribute(Problem.REASON_ATTRIBUTE);
        String line = String.format(
                "REST %s %s %d %dB %dms %s%s",
                shown(request.getMethod()),
                shown(target(request)),
                status,
                bytes(request, response),
                nanos / 1_000_000,
                request.getRemoteAddr(),
                reason == null ? "" : " " + reason);
        if (probe) {
            log.debug(line);
        } else {
            log.info(line);
        }
    }

    @Override
    public void setRequestAttributesEnabled(boolean enabled) {
        // no proxy in front is trusted: the address is the connection's
    }

    @Override
    public boolean getRequestAttributesEnabled() {
        return false;
    }

    // What the kernel sends follows its head, and this line comes between: it says how much is on its way.
    private static long bytes(Request request, Response response) {
        Object first = request.getAttribute(Globals.SENDFILE_FILE_START_ATTR);
        Object end = request.getAttribute(Globals.SENDFILE_FILE_END_ATTR);
        return first instanceof Long from && end instanceof Long to ? to - from : response.getBytesWritten(false);
    }

    // Of what was no request line at all there is neither.
    private static String shown(String text) {
        return text == null || text.isEmpty() ? "-" : Printable.of(text);
    }

    private static String target(Request request) {
        String query = request.getQueryString();
        return query == null ? request.getRequestURI() : request.getRequestURI() + "?" + query;
    }

    private static boolean isProbe(Request request) {
        String uri = request.getRequestURI();
        boolean fromPeer = Callers.PEER_AGENT.equals(request.getHeader("User-Agent"));
        return uri != null && (uri.startsWith("/actuator/health") || fromPeer && PROBES.contains(uri));
    }
}
