/** A download from many holders. */
package io.parvada.transfer.fetch;
