package dev.sevsim.host.libvirt;

import dev.sevsim.abi.Bytes;

/**
 * One packet of libvirt's remote protocol, without its length field.
 *
 * <p>Source: docs/reference/guest-owner-tools.md section 6.5.
 *
 * @param program number of the program
 * @param version of that program
 * @param procedure number of the procedure
 * @param type 0 call, 1 reply
 * @param serial pairs calls and replies
 * @param status 0 success, 1 error
 * @param payload XDR
 */
record RpcMessage(int program, int version, int procedure, int type, int serial, int status, Bytes payload) {
    /** Procedures on hosts and domains. */
    static final int REMOTE_PROGRAM = 0x20008086;

    static final int VERSION = 1;
    static final int CALL = 0;
    static final int REPLY = 1;
    static final int FINE = 0;
    static final int ERROR = 1;

    /** Bytes of the length field, which counts itself. */
    static final int LENGTH_SIZE = 4;

    /** Bytes before the payload, without that length. */
    static final int HEADER_SIZE = 24;

    static RpcMessage decode(Bytes packet) {
        if (packet.length() < HEADER_SIZE) {
            throw new XdrException("a packet of " + packet.length() + " bytes");
        }
        XdrReader in = new XdrReader(packet.slice(0, HEADER_SIZE));
        return new RpcMessage(in.u32(), in.u32(), in.u32(), in.u32(), in.u32(), in.u32(), packet.from(HEADER_SIZE));
    }

    RpcMessage reply(Bytes answer) {
        return new RpcMessage(program, version, procedure, REPLY, serial, FINE, answer);
    }

    RpcMessage error(LibvirtException problem) {
        return new RpcMessage(program, version, procedure, REPLY, serial, ERROR, problem.encode());
    }

    /** The whole packet with its length field. */
    Bytes encode() {
        XdrWriter out = new XdrWriter()
                .u32(LENGTH_SIZE + HEADER_SIZE + payload.length())
                .u32(program)
                .u32(version)
                .u32(procedure)
                .u32(type)
                .u32(serial)
                .u32(status);
        return Bytes.concat(out.toBytes(), payload);
    }
}
