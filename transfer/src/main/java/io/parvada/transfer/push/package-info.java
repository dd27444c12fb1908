/** An upload, both sides of it. */
package io.parvada.transfer.push;
