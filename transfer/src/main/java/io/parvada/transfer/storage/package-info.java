/** The one door to the disk. */
package io.parvada.transfer.storage;
