/**
 * An upload, both sides of it. {@link io.parvada.transfer.push.Upload} is the receiver's state machine over a staged
 * file; {@link io.parvada.transfer.push.Push} is the sender, which reads one local file. It may touch {@code storage},
 * {@code content} and {@code error}; the network is behind the port {@link io.parvada.transfer.push.UploadTarget}. It
 * owns no thread: both run on the thread that calls.
 */
package io.parvada.transfer.push;
