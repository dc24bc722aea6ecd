package dev.sevsim.host.vmm.device;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds the device of a port; without one, reads return all ones and writes are lost. */
public final class PortBus {
    private final TreeMap<Integer, IoDevice> devices = new TreeMap<>();

    /** An empty bus. */
    public PortBus() {}

    /** Attaches a device; its range must not overlap another. */
    public void attach(IoDevice device) {
        Map.Entry<Integer, IoDevice> below = devices.floorEntry(device.ports().last());
        if (below != null && below.getValue().ports().last() >= device.ports().first()) {
            throw new IllegalArgumentException(
                    "port 0x" + Integer.toHexString(device.ports().first()) + " is taken");
        }
        devices.put(device.ports().first(), device);
    }

    /** A loop of INs from one port: fills {@code target}, a whole number of accesses, least significant byte first. */
    public void read(int port, int widthBytes, byte[] target) {
        IoDevice device = at(port);
        for (int at = 0; at < target.length; at += widthBytes) {
            int value = device == null ? -1 : device.read(port, widthBytes);
            for (int i = 0; i < widthBytes; i++) {
                target[at + i] = (byte) (value >>> (Byte.SIZE * i));
            }
        }
    }

    /** A loop of OUTs to one port: sends {@code source}, a whole number of accesses, least significant byte first. */
    public void write(int port, int widthBytes, byte[] source) {
        IoDevice device = at(port);
        if (device == null) {
            return;
        }
        for (int at = 0; at < source.length; at += widthBytes) {
            int value = 0;
            for (int i = 0; i < widthBytes; i++) {
                value |= (source[at + i] & 0xFF) << (Byte.SIZE * i);
            }
            device.write(port, widthBytes, value);
        }
    }

    private @Nullable IoDevice at(int port) {
        Map.Entry<Integer, IoDevice> below = devices.floorEntry(port);
        return below != null && port <= below.getValue().ports().last() ? below.getValue() : null;
    }
}
