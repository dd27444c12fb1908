/**
 * What a caller shows where access is not open: {@link io.parvada.transfer.credential.CallSigner} makes the two headers of
 * a call from a {@link io.parvada.transfer.credential.HolderKey} and a credential, which the directory issued or the
 * {@link io.parvada.transfer.credential.ClusterSecret} did. Credentials are JWTs bound to the holder's key (RFC 7519,
 * RFC 7800), calls are proven by DPoP (RFC 9449); what a peer makes of them is judged in peer-service. It may touch only
 * {@code error}, and is the only room of the engine that knows Nimbus JOSE. No threads, no disk: values for any thread.
 */
package io.parvada.transfer.credential;
