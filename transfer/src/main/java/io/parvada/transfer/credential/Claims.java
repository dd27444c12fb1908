package io.parvada.transfer.credential;

/** The names and fixed values of Parvada's two tokens, the credential and the proof of a call; docs/protocol.md. */
public final class Claims {

    /** {@code typ} of a credential (RFC 9068), so that no other token of the same key passes for one. */
    public static final String CREDENTIAL_TYPE = "at+jwt";

    /** {@code typ} of the proof of a call (RFC 9449). */
    public static final String PROOF_TYPE = "dpop+jwt";

    /** {@code aud} of every credential: any peer of the network. A proof names one peer instead. */
    public static final String NETWORK = "parvada";

    /** {@code iss} of what the cluster's secret issued, and of what a directory did. */
    public static final String CLUSTER_ISSUER = "parvada-cluster";

    public static final String DIRECTORY_ISSUER = "parvada-directory";

    /** {@code sub} of what the cluster's secret issued. */
    public static final String CLUSTER_SUBJECT = "cluster";

    /** {@code cnf} with its {@code jkt}: the thumbprint (RFC 7638) of the one key that may use the credential. */
    public static final String CONFIRMATION = "cnf";

    public static final String THUMBPRINT = "jkt";

    /** The id of the peer that holds the credential; a client has none. */
    public static final String PEER = "peer";

    public static final String SCOPE = "scope";

    /** Of a proof: the method, the path, and the hash of the credential that it goes with. */
    public static final String METHOD = "htm";

    public static final String TARGET = "htu";

    public static final String CREDENTIAL_HASH = "ath";

    /** {@code htm} of a gRPC call; its {@code htu} is the full method name with a leading {@code /}. */
    public static final String GRPC = "GRPC";

    /** The header of the proof, and the scheme of Authorization that goes with it. */
    public static final String PROOF_HEADER = "DPoP";

    private Claims() {}
}
