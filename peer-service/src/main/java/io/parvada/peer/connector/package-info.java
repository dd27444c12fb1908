/**
 * Tomcat's connector, taught one thing: the file of an answer that the kernel sends is one that is already open. By
 * itself Tomcat opens it once more by its path, and between the two a directory can become a symbolic link; nor does it
 * tell when such an answer is out or cut. The only room that knows Tomcat's endpoint. It may touch no other room. {@link
 * io.parvada.peer.connector.KernelSending#send} runs on the thread of the call; what follows on the connector's poller.
 */
package io.parvada.peer.connector;
