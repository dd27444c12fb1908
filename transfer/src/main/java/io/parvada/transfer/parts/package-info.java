/**
 * What is on disk of a file that is not whole yet: its bytes, its layer of hashes and which pieces are proven, each in a
 * file beside the others ({@link io.parvada.transfer.parts.StagedNames}). A state names a piece only after its bytes
 * were synchronised; a torn state costs work, never correctness. It may touch {@code disk}, {@code content} and
 * {@code error}; {@code storage} alone uses it. Every call blocks on the disk in the caller's thread.
 */
package io.parvada.transfer.parts;
