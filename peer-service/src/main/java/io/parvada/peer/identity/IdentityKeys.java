package io.parvada.peer.identity;

import io.parvada.peer.config.StartRefused;
import io.parvada.transfer.credential.HolderKey;
import io.parvada.transfer.error.PeerException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * This peer's EC P-256 key pair, in {@code <state_dir>/identity/key.pem}: the private key as PKCS#8 and the public key
 * as X.509, both PEM (RFC 7468). The public half is stored too because the JDK cannot derive it from the private one.
 * Made at the first start; a new pair is a new peer. Immutable; the private half never leaves.
 */
public final class IdentityKeys {

    static final String FILE = "key.pem";

    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private final PrivateKey secret;
    private final PeerKey key;

    private IdentityKeys(PrivateKey secret, PeerKey key) {
        this.secret = secret;
        this.key = key;
    }

    /** A new peer, kept nowhere. */
    public static IdentityKeys newPair() {
        KeyPair pair = generate();
        return new IdentityKeys(
                pair.getPrivate(), PeerKey.parse(pair.getPublic().getEncoded()));
    }

    /** Reads the pair, or makes it. @throws StartRefused when the file is open to others, or holds no such pair */
    static IdentityKeys load(Path directory) {
        PrivateFiles.directory(directory);
        Path file = directory.resolve(FILE);
        String text = PrivateFiles.readOrCreate(file, IdentityKeys::newText);
        try {
            PrivateKey secret =
                    KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(block(text, "PRIVATE KEY")));
            IdentityKeys keys = new IdentityKeys(secret, PeerKey.parse(block(text, "PUBLIC KEY")));
            keys.requireOnePair();
            return keys;
        } catch (GeneralSecurityException | IllegalArgumentException | IllegalStateException | PeerException e) {
            throw new StartRefused(
                    file + " holds no EC key pair (" + e.getMessage() + "); put a good copy back, or delete it and this"
                            + " peer gets a new id.",
                    e);
        }
    }

    /** The same pair as credentials are bound to it. */
    HolderKey holder() {
        return HolderKey.of(new KeyPair(key.open(), secret));
    }

    public PeerId id() {
        return key.id();
    }

    /** The public half. */
    public PeerKey key() {
        return key;
    }

    /**
     * This peer's signature, {@link PeerKey#SIGNATURE_BYTES} long. Every use begins its message with a text of its own, so
     * that what is signed for one is worth nothing for another. Any thread; about a millisecond.
     */
    public byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance(PeerKey.SIGNATURE);
            signature.initSign(secret);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String newText() {
        KeyPair pair = generate();
        return pem("PRIVATE KEY", pair.getPrivate().getEncoded())
                + pem("PUBLIC KEY", pair.getPublic().getEncoded());
    }

    private void requireOnePair() throws GeneralSecurityException {
        byte[] proof = "parvada".getBytes(StandardCharsets.US_ASCII);
        if (!key.hasSigned(proof, sign(proof))) {
            throw new GeneralSecurityException("its two keys do not belong together");
        }
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + LINES.encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    private static byte[] block(String text, String label) {
        Matcher block = Pattern.compile("-----BEGIN " + label + "-----([A-Za-z0-9+/=\\s]+)-----END " + label + "-----")
                .matcher(text);
        if (!block.find()) {
            throw new IllegalArgumentException("no block " + label);
        }
        return Base64.getMimeDecoder().decode(block.group(1));
    }
}
