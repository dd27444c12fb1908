/** gRPC: channels, codecs and the adapters of the engine's ports. */
package io.parvada.transfer.wire;
