/**
 * Who a caller is and what it may do, where access is not open: {@link io.parvada.peer.credential.Gate} judges the
 * headers of each call, REST and gRPC alike, by credentials of the cluster's secret or of a directory, whose keys are a
 * {@link io.parvada.peer.credential.KeySet}. What a directory needs to issue them is here too: {@link
 * io.parvada.peer.credential.CredentialIssuer}. It may touch {@code config} and {@code identity}, and the engine's
 * {@code credential} and {@code error}. Runs on the threads of the calls; blocks only where a directory's keys are read
 * again, two seconds at most and once a minute.
 */
package io.parvada.peer.credential;
