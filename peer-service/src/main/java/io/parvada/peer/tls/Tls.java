package io.parvada.peer.tls;

import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.parvada.peer.config.PeerConfig;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * What secures gRPC here and connections to others. A changed file counts for connections that begin after it; a broken
 * one changes nothing. Host names are verified always. Thread-safe.
 */
public final class Tls {

    private static final Logger LOG = LoggerFactory.getLogger(Tls.class);

    /** Reads what a bundle holds; throws for what cannot be used. */
    private interface Taking {
        void take(SslBundle bundle) throws GeneralSecurityException, IOException;
    }

    private final SslBundles bundles;
    private final AdvancedTlsX509KeyManager own;
    private final AdvancedTlsX509TrustManager trusted;
    private SslContext client; // guarded by this

    Tls(PeerConfig.TlsFiles files, SslBundles bundles) {
        this.bundles = bundles;
        this.own = files.certificate().isPresent() ? new AdvancedTlsX509KeyManager() : null;
        if (own != null) {
            follow(
                    PeerConfig.TlsFiles.CERTIFICATE_BUNDLE,
                    bundle -> take(
                            bundle.getStores().getKeyStore(), bundle.getStores().getKeyStorePassword()));
        }
        this.trusted = files.trust().isPresent() ? trustManager() : null;
        if (trusted != null) {
            follow(
                    PeerConfig.TlsFiles.TRUST_BUNDLE,
                    bundle -> trusted.updateTrustCredentials(
                            certificates(bundle.getStores().getTrustStore())));
        }
    }

    /** For the gRPC server; empty where this peer has no certificate, and speaks plaintext. */
    public Optional<SslContext> server() {
        return own == null ? Optional.empty() : Optional.of(built(SslContextBuilder.forServer(own)));
    }

    /** For gRPC to others. Loads a native library at its first use. */
    public synchronized SslContext client() {
        if (client == null) {
            SslContextBuilder builder = SslContextBuilder.forClient();
            client = built(trusted == null ? builder : builder.trustManager(trusted));
        }
        return client;
    }

    /** For HTTP to others; empty where the JDK's own trust is what counts. */
    public Optional<SSLContext> https() {
        if (trusted == null) {
            return Optional.empty();
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trusted}, null);
            return Optional.of(context);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void follow(String bundle, Taking taking) {
        try {
            taking.take(bundles.getBundle(bundle));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
        bundles.addBundleUpdateHandler(bundle, changed -> {
            try {
                taking.take(changed);
                LOG.info("The changed files of TLS ({}) count for new connections", bundle);
            } catch (GeneralSecurityException | IOException | RuntimeException e) {
                LOG.warn("The changed files of TLS ({}) are not taken, the old ones stay: {}", bundle, e.getMessage());
            }
        });
    }

    private void take(KeyStore store, String password) throws GeneralSecurityException {
        String alias = store.aliases().nextElement();
        char[] secret = password == null ? new char[0] : password.toCharArray();
        PrivateKey key = (PrivateKey) store.getKey(alias, secret);
        Certificate[] chain = store.getCertificateChain(alias);
        own.updateIdentityCredentials(Arrays.copyOf(chain, chain.length, X509Certificate[].class), key);
    }

    private static X509Certificate[] certificates(KeyStore store) throws GeneralSecurityException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (String alias : Collections.list(store.aliases())) {
            certificates.add((X509Certificate) store.getCertificate(alias));
        }
        return certificates.toArray(X509Certificate[]::new);
    }

    private static AdvancedTlsX509TrustManager trustManager() {
        try {
            return AdvancedTlsX509TrustManager.newBuilder()
                    .setVerification(AdvancedTlsX509TrustManager.Verification.CERTIFICATE_AND_HOST_NAME_VERIFICATION)
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SslContext built(SslContextBuilder builder) {
        try {
            return GrpcSslContexts.configure(builder).build();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }
}
