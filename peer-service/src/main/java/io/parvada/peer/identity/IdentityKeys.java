package io.parvada.peer.identity;

import io.parvada.peer.config.StartRefused;
import io.parvada.transfer.credential.HolderKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * This peer's EC P-256 key pair, in {@code <state_dir>/identity/key.pem}: the private key as PKCS#8 and the public key
 * as X.509, both PEM (RFC 7468). The public half is stored too because the JDK cannot derive it from the private one.
 * Made at the first start; a new pair is a new peer. Immutable.
 */
final class IdentityKeys {

    static final String FILE = "key.pem";

    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private final KeyPair pair;

    private IdentityKeys(KeyPair pair) {
        this.pair = pair;
    }

    /** Reads the pair, or makes it. @throws StartRefused when the file is open to others, or holds no such pair */
    static IdentityKeys load(Path directory) {
        PrivateFiles.directory(directory);
        Path file = directory.resolve(FILE);
        String text = PrivateFiles.readOrCreate(file, IdentityKeys::generate);
        try {
            KeyFactory keys = KeyFactory.getInstance("EC");
            PrivateKey secret = keys.generatePrivate(new PKCS8EncodedKeySpec(block(text, "PRIVATE KEY")));
            PublicKey shown = keys.generatePublic(new X509EncodedKeySpec(block(text, "PUBLIC KEY")));
            KeyPair pair = new KeyPair(shown, secret);
            requireOnePair(pair);
            return new IdentityKeys(pair);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new StartRefused(
                    file + " holds no EC key pair (" + e.getMessage() + "); put a good copy back, or delete it and this"
                            + " peer gets a new id.",
                    e);
        }
    }

    /** The same pair as credentials are bound to it. */
    HolderKey holder() {
        return HolderKey.of(pair);
    }

    PeerId id() {
        return PeerId.of(pair.getPublic());
    }

    private static String generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            return pem("PRIVATE KEY", pair.getPrivate().getEncoded())
                    + pem("PUBLIC KEY", pair.getPublic().getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void requireOnePair(KeyPair pair) throws GeneralSecurityException {
        byte[] proof = "parvada".getBytes(StandardCharsets.US_ASCII);
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(pair.getPrivate());
        signature.update(proof);
        byte[] signed = signature.sign();
        signature.initVerify(pair.getPublic());
        signature.update(proof);
        if (!signature.verify(signed)) {
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
