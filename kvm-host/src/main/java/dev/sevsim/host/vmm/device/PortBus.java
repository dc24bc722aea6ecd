package dev.sevsim.host.vmm.device;

import java.util.Map;
import java.util.TreeMap;

/** Finds the device of a port; where there is none, reads give all ones and writes are lost. */
public final class PortBus {
    private final TreeMap<Integer, IoDevice> devices = new TreeMap<>();

    /** An empty bus. */
    public PortBus() {}

    /** Plugs a device in; overlapping ranges are the caller's bug. */
    public void attach(IoDevice device) {
        Map.Entry<Integer, IoDevice> below = devices.floorEntry(device.lastPort());
        if (below != null && below.getValue().lastPort() >= device.firstPort()) {
            throw new IllegalArgumentException("port 0x" + Integer.toHexString(device.firstPort()) + " is taken");
        }
        devices.put(device.firstPort(), device);
    }

    public int read(int port, int widthBytes) {
        Map.Entry<Integer, IoDevice> below = devices.floorEntry(port);
        return below != null && port <= below.getValue().lastPort()
                ? below.getValue().read(port, widthBytes)
                : -1;
    }

    public void write(int port, int widthBytes, int value) {
        Map.Entry<Integer, IoDevice> below = devices.floorEntry(port);
        if (below != null && port <= below.getValue().lastPort()) {
            below.getValue().write(port, widthBytes, value);
        }
    }
}
