package io.parvada.peer.proof;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.identity.PeerKey;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a peer answers to a {@link Challenge}: its key, where it can be reached, and its signature over both ids, the
 * nonce and these addresses. The addresses are what makes a proof worthless to whoever passes it on: it shows who
 * answers, and that the answer belongs somewhere else. Nothing in it is checked before {@link #proves}. On the wire
 * {@code {id,key,addresses:[{url,grpc}],signature}}, bytes in base64. Nobody changes the arrays.
 *
 * @param key X.509, see {@link PeerKey}
 * @param addresses all under which it can be reached, in its own order
 */
public record Statement(PeerId id, byte[] key, List<Endpoint> addresses, byte[] signature) {

    private static final String VERSION = "parvada identity 1";
    private static final int MAX_ADDRESSES = 1 + Peer.MAX_FURTHER_ADDRESSES;

    /** @throws PeerException INVALID_REQUEST for what has not this shape */
    public Statement {
        boolean whole = id != null
                && key != null
                && signature != null
                && addresses != null
                && !addresses.isEmpty()
                && addresses.size() <= MAX_ADDRESSES
                && addresses.stream().allMatch(address -> address.grpc() != null);
        if (!whole) {
            throw new PeerException(
                    Reason.INVALID_REQUEST,
                    "a proof has an id, a key, 1 to " + MAX_ADDRESSES + " addresses and a signature");
        }
        addresses = List.copyOf(addresses);
    }

    /**
     * Whom it proves to the one who made this challenge.
     *
     * @throws PeerException UNAUTHENTICATED with what is wrong: a key of another kind, an id that is not of this key, a
     *     signature by another key, for another asker or another nonce, or over other addresses
     */
    public Proof proves(Challenge challenge) {
        PeerKey parsed;
        try {
            parsed = PeerKey.parse(key);
        } catch (PeerException e) {
            throw new PeerException(Reason.UNAUTHENTICATED, "its key is none: " + e.detail(), e);
        }
        if (!parsed.id().equals(id)) {
            throw new PeerException(Reason.UNAUTHENTICATED, "its key is not that of " + id);
        }
        if (!parsed.hasSigned(signedBytes(challenge, id, key, addresses), signature)) {
            throw new PeerException(Reason.UNAUTHENTICATED, "its signature does not fit what was asked");
        }
        return new Proof(parsed, addresses);
    }

    /**
     * What is signed: the version, nonce, asker, id and key, the number of addresses (4 bytes), and of each its url and
     * grpc. Each part follows its length in 4 bytes, big-endian, so that no two contents have the same bytes.
     */
    static byte[] signedBytes(Challenge challenge, PeerId id, byte[] key, List<Endpoint> addresses) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            part(out, text(VERSION));
            part(out, challenge.nonce());
            part(out, text(challenge.asker().value()));
            part(out, text(id.value()));
            part(out, key);
            out.writeInt(addresses.size());
            for (Endpoint address : addresses) {
                part(out, text(address.url().toString()));
                part(out, text(address.grpc().toString()));
            }
        } catch (IOException neverInMemory) {
            throw new UncheckedIOException(neverInMemory);
        }
        return bytes.toByteArray();
    }

    private static void part(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
