/**
 * A launch as a page.
 *
 * <p>{@link dev.sevsim.view.Run} is what is shown, {@link dev.sevsim.view.LaunchPage} the file, {@link dev.sevsim.view.ViewServer} the
 * server. Everything that the page shows is computed here; its scripts place it on the screen.
 */
@NullMarked
package dev.sevsim.view;

import org.jspecify.annotations.NullMarked;
