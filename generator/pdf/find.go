package pdf

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// Find gives the first browser of the Chromium family that is installed in a usual
// place, and whether there is one.
func Find() (program string, ok bool) {
	for _, place := range places(runtime.GOOS) {
		if program, err := exec.LookPath(place); err == nil {
			return program, true
		}
	}
	return "", false
}

// places are names to be looked up in PATH, and full paths.
func places(system string) []string {
	switch system {
	case "darwin":
		var all []string
		home, _ := os.UserHomeDir()
		for _, root := range []string{"/Applications", filepath.Join(home, "Applications")} {
			for _, name := range []string{"Chromium", "Google Chrome", "Microsoft Edge"} {
				all = append(all, filepath.Join(root, name+".app", "Contents", "MacOS", name))
			}
		}
		return append(all, "chromium")
	case "windows":
		all := []string{"chrome.exe", "msedge.exe"}
		own, _ := os.UserCacheDir() // %LocalAppData%
		for _, root := range []string{`C:\Program Files`, `C:\Program Files (x86)`, own} {
			for _, name := range []string{`Google\Chrome\Application\chrome.exe`, `Chromium\Application\chrome.exe`, `Microsoft\Edge\Application\msedge.exe`} {
				all = append(all, filepath.Join(root, name))
			}
		}
		return all
	}
	return []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "microsoft-edge-stable", "headless-shell", "chrome"}
}
