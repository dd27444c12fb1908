/**
 * A download from many holders: {@link io.parvada.transfer.fetch.Download} runs one lane a holder,
 * {@link io.parvada.transfer.plan.DownloadPlan} decides which lane asks for what, and every piece is proven
 * by its {@link io.parvada.transfer.storage.StagedFile} before it counts. The port
 * {@link io.parvada.transfer.fetch.HolderSearch} is asked for more of them now and then. A holder may have a part only
 * (decided in {@code plan}): it is asked which pieces, and for no others. It may touch {@code plan}, {@code storage}, {@code content}
 * and {@code error}; the network is behind the port {@link io.parvada.transfer.fetch.PieceSource}. Lanes run on the
 * executor that the caller passes and owns; memory is one piece a lane, and what
 * the network's buffers hold of its calls.
 */
package io.parvada.transfer.fetch;
