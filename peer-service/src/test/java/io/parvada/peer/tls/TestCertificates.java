package io.parvada.peer.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.parvada.peer.Machine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificates of a CA of the test's own, made by scripts/make-certs.sh. */
public final class TestCertificates {

    private final Path directory;

    private TestCertificates(Path directory) {
        this.directory = directory;
    }

    /** For these hosts. Skips without openssl. */
    public static TestCertificates make(Path directory, String... hosts) throws IOException {
        Machine.can(run(List.of("openssl", "version")) == 0, "make certificates: it has no openssl");
        TestCertificates made = new TestCertificates(directory);
        made.script(List.of(), hosts);
        return made;
    }

    /** Further ones of the same CA, or of none: {@code --expired}, {@code --self-signed}. */
    TestCertificates of(String kind, String host) throws IOException {
        TestCertificates others = new TestCertificates(Files.createDirectories(directory.resolve(kind)));
        Files.copy(directory.resolve("ca.pem"), others.directory.resolve("ca.pem"));
        Files.copy(directory.resolve("ca.key"), others.directory.resolve("ca.key"));
        others.script(List.of("--" + kind), host);
        return others;
    }

    /** The certificate and those behind it, PEM. */
    public Path certificateFile(String host) {
        return directory.resolve(host + ".pem");
    }

    public Path keyFile(String host) {
        return directory.resolve(host + ".key");
    }

    /** In place of the one that there is. */
    void renew(String host) throws IOException {
        script(List.of(), host);
    }

    /** What a peer is told, with further settings. */
    String[] settings(String host, String... further) {
        List<String> settings = new ArrayList<>(List.of(
                "peer.tls.certificate=" + certificateFile(host),
                "peer.tls.private_key=" + keyFile(host),
                "peer.tls.trust=" + certificateFile("ca")));
        settings.addAll(List.of(further));
        return settings.toArray(String[]::new);
    }

    X509Certificate certificate(String host) throws Exception {
        try (InputStream in = Files.newInputStream(certificateFile(host))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    /** Trusts the CA and nobody else. */
    SSLContext trusting() throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("ca", certificate("ca"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private void script(List<String> options, String... hosts) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "../scripts/make-certs.sh"));
        command.addAll(options);
        command.add(directory.toString());
        command.addAll(List.of(hosts));
        assertThat(run(command)).as(String.join(" ", command)).isZero();
    }

    private static int run(List<String> command) throws IOException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exit = process.waitFor();
            if (exit != 0) {
                System.out.println(said);
            }
            return exit;
        } catch (InterruptedException e) {
            throw new IOException(e);
        } catch (IOException notInstalled) {
            return -1;
        }
    }
}
