/**
 * Who is asked for which pieces of one download: {@link io.parvada.transfer.plan.DownloadPlan}, from what each holder
 * has, how fast it was and what is under way. It is asked by the lanes of {@code fetch}, one at a time under their lock,
 * and told what came of it. It may touch {@code content}; it has no clock, no lock, no thread and no chance of its own:
 * the same questions in the same order have the same answers. Memory is some bits a piece and a holder.
 */
package io.parvada.transfer.plan;
