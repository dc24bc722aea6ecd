package dev.sevsim.host.kernel;

import dev.sevsim.bus.frame.DevicePath;

/** The device files in /dev. */
@FunctionalInterface
public interface DeviceNodes {
    /** Opens a node; ENOENT when no driver has created it. */
    OpenFile open(DevicePath path, OpenMode mode);
}
