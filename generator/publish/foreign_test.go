package publish

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestForeignThingsStay(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		foreign tree
	}{
		{"file", tree{"CNAME": "example.org"}},
		{"ignore file", tree{".gitignore": "*"}},
		{"file among ours", tree{"b/notes.txt": "mine"}},
		{"link", tree{"latest": "-> b/c.html", "broken": "-> nowhere"}},
		{"file where ours go", tree{"gone/mine.txt": "mine"}},
		{"repository", tree{".git/HEAD": "ref", ".git/objects/aa/bb": "blob", ".gitignore": "*"}},
		{"empty folder", tree{"uploads/": ""}},
		{"folder that ours will share", tree{"new/mine.txt": "mine"}},
		{"odd name", tree{"b/\xff\n.txt": "mine"}},
	}
	old := tree{"a.html": "1", "b/c.html": "2", "gone/g.html": "3"}
	now := tree{"a.html": "1!", "b/c.html": "2", "new/n.html": "4"}
	for _, d := range disks {
		for _, tt := range tests {
			t.Run(d.name+"/"+tt.name, func(t *testing.T) {
				t.Parallel()
				if runtime.GOOS != "linux" && tt.name == "odd name" {
					t.Skip("the file system may refuse the name")
				}
				parent := t.TempDir()
				out := filepath.Join(parent, "public")
				p := with(d.disk())
				if _, err := p.dir(t.Context(), site(t, old), out); err != nil {
					t.Fatal(err)
				}
				plant(t, out, tt.foreign)
				stamps := map[string]string{}
				for path := range tt.foreign {
					if !strings.HasSuffix(path, "/") {
						stamps[path] = stamp(t, filepath.Join(out, path))
					}
				}
				for _, s := range []tree{now, now, old} {
					if _, err := p.dir(t.Context(), site(t, s), out); err != nil {
						t.Fatal(err)
					}
					if diff := cmp.Diff(union(s, tt.foreign), read(t, out)); diff != "" {
						t.Fatalf("(-want +got):\n%s", diff)
					}
				}
				for path, want := range stamps {
					if got := stamp(t, filepath.Join(out, path)); got != want {
						t.Errorf("%s: got %s, want %s", path, got, want)
					}
				}
				if got := names(t, parent); got != "public" {
					t.Errorf("left beside the output: %s", got)
				}
			})
		}
	}
}

// What somebody puts into the output between our look at it and the exchange is found in the old tree afterwards.
func TestForeignThingsThatAppearMeanwhile(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("folders are exchanged on Linux only")
	}
	parent := t.TempDir()
	out := filepath.Join(parent, "public")
	mustDir(t, site(t, tree{"a.html": "1", "b/c.html": "1", "gone/g.html": "1", "turns/x.html": "1"}), out)
	plant(t, out, tree{"CNAME": "old.example.org", "kept.txt": "kept"})
	d := osDisk()
	d.exchange = func(a, b string) error {
		plant(t, out, tree{
			"note.txt": "new", "b/note.txt": "new", "gone/note.txt": "new", ".git/HEAD": "ref", "new/mine.txt": "mine",
			"n.html": "mine, though the new site has one", "empty/": "", "gone/deep/note.txt": "new", "turns/note.txt": "new",
			".CNAME.tmp": "new.example.org",
		})
		if err := os.Rename(filepath.Join(out, ".CNAME.tmp"), filepath.Join(out, "CNAME")); err != nil {
			t.Error(err)
		}
		return exchange(a, b)
	}
	now := tree{"a.html": "2", "b/c.html": "1", "new/n.html": "2", "n.html": "2", "turns": "2"}
	if _, err := with(d).dir(t.Context(), site(t, now), out); err != nil {
		t.Fatal(err)
	}
	want := union(now, tree{
		"note.txt": "new", "b/note.txt": "new", "gone/note.txt": "new", ".git/HEAD": "ref", "new/mine.txt": "mine",
		"n.html~": "mine, though the new site has one", "gone/deep/note.txt": "new", "turns~/note.txt": "new", "empty/": "", "CNAME": "new.example.org", "kept.txt": "kept",
	})
	if diff := cmp.Diff(want, read(t, out)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := names(t, parent); got != "public" {
		t.Errorf("left beside the output: %s", got)
	}
}

// Killed right after the exchange; before the next build the owner of a foreign file changes it in the output. Their
// change must not be undone by what the old tree holds.
func TestForeignFileChangedBeforeTheSweep(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("folders are exchanged on Linux only")
	}
	parent := t.TempDir()
	out := filepath.Join(parent, "public")
	mustDir(t, site(t, tree{"a.html": "1"}), out)
	plant(t, out, tree{"CNAME": "old", "robots.txt": "old", "gone.txt": "old"})
	d := crashAfterExchange()
	if _, err := with(d).dir(t.Context(), site(t, tree{"a.html": "2"}), out); err != nil {
		t.Fatal(err)
	}
	if !exists(beside(out).stage) {
		t.Fatal("the crash left no stage: this test tests nothing")
	}
	if err := os.Remove(filepath.Join(out, "gone.txt")); err != nil {
		t.Fatal(err)
	}
	plant(t, out, tree{"CNAME": "changed in place", "robots.tmp": "replaced"})
	if err := os.Rename(filepath.Join(out, "robots.tmp"), filepath.Join(out, "robots.txt")); err != nil {
		t.Fatal(err)
	}
	mustDir(t, site(t, tree{"a.html": "3"}), out)
	want := tree{"a.html": "3", "CNAME": "changed in place", "robots.txt": "replaced"}
	if diff := cmp.Diff(want, read(t, out)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := names(t, parent); got != "public" {
		t.Errorf("left beside the output: %s", got)
	}
}

func crashAfterExchange() disk {
	d := osDisk()
	dead := false
	d.exchange = func(a, b string) error {
		err := exchange(a, b)
		dead = true
		return err
	}
	rename, remove := d.rename, d.remove
	d.rename = func(a, b string) error {
		if dead {
			return errDead
		}
		return rename(a, b)
	}
	d.remove = func(a string) error {
		if dead {
			return errDead
		}
		return remove(a)
	}
	return d
}

// small is the site that every case below refuses to take in.
var small = tree{"index.html": "1", "sec/a.html": "2"}

func planted(t *testing.T, out string) { mustDir(t, site(t, tree{"index.html": "0"}), out) }

var refusals = []struct {
	name  string
	setup func(t *testing.T, root string) (out string, sources []string)
	want  string // in the error; ROOT stands for the test's folder
}{
	{"foreign folder", func(t *testing.T, root string) (string, []string) {
		plant(t, root, tree{"out/b.txt": "x", "out/a/z.txt": "x", "out/.git/HEAD": "x"})
		return root + "/out", nil
	}, "ROOT/out/a/z.txt was not written by policybook"},
	{"manifest of a web application", func(t *testing.T, root string) (string, []string) {
		plant(t, root, tree{"out/manifest.json": `{"name":"app","icons":[]}`})
		return root + "/out", nil
	}, "manifest.json does not say which files may be replaced (another program's manifest)"},
	{"damaged manifest", func(t *testing.T, root string) (string, []string) {
		plant(t, root, tree{"out/manifest.json": `{"generator":"policybook","files":[`})
		return root + "/out", nil
	}, "manifest.json does not say"},
	{"manifest that points outside", func(t *testing.T, root string) (string, []string) {
		plant(t, root, tree{"out/manifest.json": `{"generator":"policybook","files":[{"path":"../thesis.txt"}]}`, "thesis.txt": "x"})
		return root + "/out", nil
	}, `"../thesis.txt" is not a path in a site`},
	{"foreign file in the way", func(t *testing.T, root string) (string, []string) {
		plant(t, root, tree{"out/sec/": ""})
		_ = os.RemoveAll(root + "/out")
		planted(t, root+"/out")
		plant(t, root, tree{"out/sec/a.html": "mine"})
		return root + "/out", nil
	}, "ROOT/out/sec/a.html was not written by policybook and is in the way"},
	{"foreign file in the way, other case", func(t *testing.T, root string) (string, []string) {
		planted(t, root+"/out")
		plant(t, root, tree{"out/sec/A.html": "mine"})
		return root + "/out", nil
	}, "ROOT/out/sec/A.html was not written by policybook and is in the way"},
	{"foreign file where a folder is needed", func(t *testing.T, root string) (string, []string) {
		planted(t, root+"/out")
		plant(t, root, tree{"out/sec": "mine"})
		return root + "/out", nil
	}, "ROOT/out/sec was not written"},
	{"foreign folder where a file is needed", func(t *testing.T, root string) (string, []string) {
		mustDir(t, site(t, tree{"x.html": "0"}), root+"/out")
		plant(t, root, tree{"out/index.html/mine.txt": "mine"})
		return root + "/out", nil
	}, "ROOT/out/index.html was not written"},
	{"foreign file in a folder where a file is needed", func(t *testing.T, root string) (string, []string) {
		mustDir(t, site(t, tree{"index.html/x.html": "0"}), root+"/out")
		plant(t, root, tree{"out/index.html/mine.txt": "mine"})
		return root + "/out", nil
	}, "ROOT/out/index.html/mine.txt was not written"},
	{"our folder became a link to elsewhere", func(t *testing.T, root string) (string, []string) {
		mustDir(t, site(t, small), root+"/out")
		if err := os.RemoveAll(root + "/out/sec"); err != nil {
			t.Fatal(err)
		}
		plant(t, root, tree{"elsewhere/a.html": "precious", "out/sec": "-> ../elsewhere"})
		return root + "/out", nil
	}, "ROOT/out/sec was not written"},
	{"our file became a link", func(t *testing.T, root string) (string, []string) {
		mustDir(t, site(t, small), root+"/out")
		if err := os.Remove(root + "/out/index.html"); err != nil {
			t.Fatal(err)
		}
		plant(t, root, tree{"precious": "precious", "out/index.html": "-> ../precious"})
		return root + "/out", nil
	}, "ROOT/out/index.html was not written"},
	{"a file", func(t *testing.T, root string) (string, []string) {
		plant(t, root, tree{"out": "x"})
		return root + "/out", nil
	}, "ROOT/out is a file"},
	{"inside a file", func(t *testing.T, root string) (string, []string) {
		plant(t, root, tree{"out": "x"})
		return root + "/out/public", nil
	}, "would lie inside a file"},
	{"a link to nowhere", func(t *testing.T, root string) (string, []string) {
		plant(t, root, tree{"out": "-> nowhere"})
		return root + "/out", nil
	}, "ROOT/out is a link that leads nowhere"},
	{"no name", func(t *testing.T, root string) (string, []string) { return "", nil }, `"" is not a folder`},
	{"the disk", func(t *testing.T, root string) (string, []string) { return "/", nil }, "is a whole disk"},
	{"a source", func(t *testing.T, root string) (string, []string) {
		plant(t, root, tree{"content/.keep": ""})
		return root + "/content", []string{root + "/content"}
	}, "is or lies inside ROOT/content, which is a source"},
	{"inside a source", func(t *testing.T, root string) (string, []string) {
		plant(t, root, tree{"content/.keep": ""})
		return root + "/content/deep/public", []string{root + "/themes", root + "/content"}
	}, "is or lies inside ROOT/content"},
	{"above a source", func(t *testing.T, root string) (string, []string) {
		plant(t, root, tree{".p/.q/content/.keep": ""})
		return root + "/.p", []string{root + "/.p/.q/content"}
	}, "contains ROOT/.p/.q/content, which is a source"},
	{"a source that does not exist yet", func(t *testing.T, root string) (string, []string) {
		return root + "/themes/public", []string{root + "/themes"}
	}, "is or lies inside ROOT/themes"},
	{"a source by another name", func(t *testing.T, root string) (string, []string) {
		plant(t, root, tree{"content/.keep": "", "alias": "-> content"})
		return root + "/alias/public", []string{root + "/content"}
	}, "is or lies inside ROOT/content"},
	{"a source behind a link", func(t *testing.T, root string) (string, []string) {
		plant(t, root, tree{"real/.keep": "", "content": "-> real"})
		return root + "/real", []string{root + "/content"}
	}, "is or lies inside ROOT/content"},
	{"somebody's folder with the name of a stage", func(t *testing.T, root string) (string, []string) {
		plant(t, root, tree{".out.stage/new/x": "mine?", ".out.stage/play.txt": "mine"})
		return root + "/out", nil
	}, "ROOT/.out.stage/play.txt was not written by policybook and is in the way"},
}

func TestRefused(t *testing.T) {
	t.Parallel()
	for _, tt := range refusals {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			root, err := filepath.EvalSymlinks(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			out, sources := tt.setup(t, root)
			before := read(t, root)
			_, err = Dir(t.Context(), site(t, small), out, Options{Sources: sources})
			var refused *RefusedError
			if !errors.As(err, &refused) || refused.Hint == "" {
				t.Fatalf("got %v, want a RefusedError with a hint", err)
			}
			if want := strings.ReplaceAll(tt.want, "ROOT", root); !strings.Contains(err.Error(), want) {
				t.Errorf("got %q, want %q in it", err, want)
			}
			if diff := cmp.Diff(before, read(t, root)); diff != "" {
				t.Errorf("something changed (-before +after):\n%s", diff)
			}
		})
	}
}

func TestHomeIsRefused(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	for _, out := range []string{home, filepath.Dir(home)} {
		var refused *RefusedError
		if _, err := Dir(t.Context(), site(t, tree{"a": "1"}), out, Options{}); !errors.As(err, &refused) || !strings.Contains(err.Error(), "home folder") {
			t.Errorf("%s: got %v", out, err)
		}
	}
	mustDir(t, site(t, tree{"a": "1"}), filepath.Join(home, "public"))
}

func TestFolderOfDotfilesOrNothingMayBeTaken(t *testing.T) {
	t.Parallel()
	for _, foreign := range []tree{{".gitignore": "*"}, {".git/HEAD": "x", ".gitkeep": ""}, {"lost+found/": ""}, {"x/y/": ""}, {}} {
		out := filepath.Join(t.TempDir(), "public")
		plant(t, out, union(foreign, tree{"./": ""}))
		s := tree{"a.html": "1"}
		mustDir(t, site(t, s), out)
		if diff := cmp.Diff(union(s, foreign), read(t, out)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}
