package watch

import "syscall"

// shared says what kind of file system a folder lies on, if others can change it
// behind this system's back: its files are elsewhere. It is empty on a disk of our own.
func shared(folder string) string {
	var st syscall.Statfs_t
	if syscall.Statfs(folder, &st) != nil {
		return ""
	}
	switch uint32(st.Type) { // statfs(2)
	case 0x6969:
		return "an NFS share"
	case 0x517b, 0xff534d42, 0xfe534d42:
		return "an SMB share"
	case 0x01021997:
		return "a 9P volume (a drive of Windows under WSL, a folder of a virtual machine's host)"
	case 0x53464846:
		return "a drive of WSL"
	case 0x65735546:
		return "a FUSE volume"
	case 0x786f4256:
		return "a VirtualBox folder"
	case 0xbacbacbc:
		return "a VMware folder"
	case 0x7c7c6673:
		return "a Parallels folder"
	case 0x00c36400:
		return "a Ceph volume"
	case 0x5346414f, 0x6b414653:
		return "an AFS volume"
	case 0x73757245:
		return "a Coda volume"
	}
	return ""
}
