package io.parvada.peer.connector;

import org.apache.coyote.http11.Http11NioProtocol;

/** HTTP/1.1 over {@link HandingEndpoint}. Public, with this constructor, because Tomcat makes it by its name. */
public final class HandingProtocol extends Http11NioProtocol {

    public HandingProtocol() {
        super(new HandingEndpoint());
    }

    void use(KernelSending sending) {
        ((HandingEndpoint) getEndpoint()).use(sending);
    }
}
