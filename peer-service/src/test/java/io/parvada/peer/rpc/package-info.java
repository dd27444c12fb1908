/** FileTransfer over a real server on a loopback port, with a real share and catalog in a temporary directory. */
package io.parvada.peer.rpc;
